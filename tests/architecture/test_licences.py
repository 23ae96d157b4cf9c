"""Whatever is shipped or used to make it has a licence that is taken, and says which."""

from scripts.licences_page import allowed, crates, libraries, npm_packages, python_packages


def test_no_package_is_under_gpl_or_agpl_or_an_unknown_licence() -> None:
    packages = [*python_packages(), *npm_packages(), *crates()]
    assert len(packages) > 1000
    assert [each for each in packages if not each.is_allowed] == []


def test_no_library_inside_a_wheel_is_either() -> None:
    found = libraries()
    assert {"libgeos", "libpq", "libgdal"} <= {name for name, _licence, _packages in found}
    assert [each for each in found if not allowed(each[1], each[0])] == []


def test_what_runs_at_the_bureau_is_told_apart_from_what_makes_it() -> None:
    shipped = {each.name: each.shipped for each in (*python_packages(), *npm_packages())}
    assert (shipped["psycopg"], shipped["uvloop"], shipped["hypothesis"]) == (True, True, False)
    assert (shipped["maplibre-gl"], shipped["vitest"]) == (True, False)
