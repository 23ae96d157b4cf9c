-- Places and metres. Geometry is stored in CGCS2000 degrees (EPSG:4490); metres are never taken from degrees.

-- Interleave the bits of a 24-bit number with zeros.
CREATE OR REPLACE FUNCTION spread_bits(n bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (d | (d << 1)) & x'5555555555555555'::bigint FROM (
    SELECT (c | (c << 2)) & x'3333333333333333'::bigint AS d FROM (
      SELECT (b | (b << 4)) & x'0f0f0f0f0f0f0f0f'::bigint AS c FROM (
        SELECT (a | (a << 8)) & x'00ff00ff00ff00ff'::bigint AS b FROM (
          SELECT (n | (n << 16)) & x'0000ffff0000ffff'::bigint AS a) s1) s2) s3) s4
$$;

-- The inverse: gather every other bit.
CREATE OR REPLACE FUNCTION gather_bits(n bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (e | (e >> 16)) & x'00000000ffffffff'::bigint FROM (
    SELECT (d | (d >> 8)) & x'0000ffff0000ffff'::bigint AS e FROM (
      SELECT (c | (c >> 4)) & x'00ff00ff00ff00ff'::bigint AS d FROM (
        SELECT (b | (b >> 2)) & x'0f0f0f0f0f0f0f0f'::bigint AS c FROM (
          SELECT (a | (a >> 1)) & x'3333333333333333'::bigint AS b FROM (
            SELECT n & x'5555555555555555'::bigint AS a) s1) s2) s3) s4) s5
$$;

-- The Morton key of the zoom-24 web map cell of a place: every tile of the map is one range of it.
CREATE OR REPLACE FUNCTION morton(mx bigint, my bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT spread_bits(mx) | (spread_bits(my) << 1)
$$;

CREATE OR REPLACE FUNCTION morton_of(geom geometry) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT morton(
    least(greatest(floor((st_x(p) + 180) / 360 * 16777216), 0), 16777215)::bigint,
    least(greatest(floor((1 - asinh(tan(radians(st_y(p)))) / pi()) / 2 * 16777216), 0), 16777215)::bigint)
  FROM (SELECT st_centroid(geom) AS p) AS place
$$;

-- The CGCS2000 3-degree Gauss-Kruger zone (EPSG, without zone prefix) of a longitude.
CREATE OR REPLACE FUNCTION zone_srid(longitude double precision) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT 4534 + (least(greatest(floor((longitude + 1.5) / 3), 25), 45) - 25)::int
$$;

-- All that lies within `metres` of a place, measured from its boundary. Drawn in the local 3-degree zone with its
-- scale at the place taken out: within 0.05 % of the geodesic distance (a circle of 128 corners).
CREATE OR REPLACE FUNCTION ring(geom geometry, metres double precision) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT st_multi(st_transform(st_buffer(g, metres * (1 + ((st_x(st_centroid(g)) - 500000) / 6378137) ^ 2 / 2), 32), 4490))
  FROM (SELECT st_transform(geom, zone_srid(st_x(st_centroid(geom)))) AS g) AS plane
$$;
