-- Places and metres. Geometry is stored in CGCS2000 degrees (EPSG:4490); metres are never taken from degrees.

-- Interleave the bits of a 24-bit number with zeros. (plpgsql here and below: an SQL function that cannot be inlined is
-- planned anew at every call, a thousand times the work.)
CREATE OR REPLACE FUNCTION spread_bits(n bigint) RETURNS bigint LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  n := (n | (n << 16)) & x'0000ffff0000ffff'::bigint;
  n := (n | (n << 8)) & x'00ff00ff00ff00ff'::bigint;
  n := (n | (n << 4)) & x'0f0f0f0f0f0f0f0f'::bigint;
  n := (n | (n << 2)) & x'3333333333333333'::bigint;
  RETURN (n | (n << 1)) & x'5555555555555555'::bigint;
END $$;

-- The inverse: gather every other bit.
CREATE OR REPLACE FUNCTION gather_bits(n bigint) RETURNS bigint LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  n := n & x'5555555555555555'::bigint;
  n := (n | (n >> 1)) & x'3333333333333333'::bigint;
  n := (n | (n >> 2)) & x'0f0f0f0f0f0f0f0f'::bigint;
  n := (n | (n >> 4)) & x'00ff00ff00ff00ff'::bigint;
  n := (n | (n >> 8)) & x'0000ffff0000ffff'::bigint;
  RETURN (n | (n >> 16)) & x'00000000ffffffff'::bigint;
END $$;

-- The Morton key of the zoom-24 web map cell of a place: every tile of the map is one range of it.
CREATE OR REPLACE FUNCTION morton_of(geom geometry) RETURNS bigint LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  place geometry := st_centroid(geom);
  mx bigint := least(greatest(floor((st_x(place) + 180) / 360 * 16777216), 0), 16777215);
  my bigint := least(greatest(floor((1 - asinh(tan(radians(st_y(place)))) / pi()) / 2 * 16777216), 0), 16777215);
BEGIN
  RETURN spread_bits(mx) | (spread_bits(my) << 1);
END $$;

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
