"""What the batch is asked for."""

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from geo_app.errors import BadInput
from geo_app.zones.joint_regions import Basis
from geo_app.zones.trades import Level


class Wish(BaseModel):
    """Exposure: residents of the layers `counted` within `metres` of each site of `exposed`. Joint regions: as
    `geo-app joint-regions propose` asks for them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    exposed: str = "chemical_plant"
    counted: tuple[str, ...] = ("settlement",)
    metres: float = Field(500, gt=0, le=5000)
    basis: Basis = "both"
    within_m: float = Field(500, ge=0, le=5000)
    same_trade: Level = "division"
    least_members: int = Field(2, ge=2)

    @field_validator("counted", mode="before")
    @classmethod
    def _listed(cls, said: object) -> object:
        return tuple(said.split(",")) if isinstance(said, str) else said

    @classmethod
    def read(cls, said: Iterable[str]) -> "Wish":
        """Of lines name=value. Raises BadInput.

        >>> Wish.read(["metres=1000", "counted=settlement,protected_target"]).counted
        ('settlement', 'protected_target')
        """
        try:
            return cls.model_validate(dict(each.split("=", 1) for each in said))
        except ValueError as error:
            wrong = error.errors()[0]["loc"][0] if isinstance(error, ValidationError) else "名=值"
            raise BadInput(f"计算条件 {wrong} 有误", f"可用的条件：{'、'.join(cls.model_fields)}") from error
