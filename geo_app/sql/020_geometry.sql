-- Places and metres. Geometry is stored in CGCS2000 degrees (EPSG:4490); metres are never taken from degrees.

-- What generated columns call names its schema: a dump is read back while no schema is searched.

-- The web map at zoom 30 has 2^30 columns and rows of cells, a few centimetres wide: a place's column …
CREATE OR REPLACE FUNCTION map_column(place geometry) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT least(greatest(floor((public.st_x(public.st_centroid(place)) + 180) / 360 * 1073741824), 0), 1073741823)::int
$$;

-- … and its row, from the north.
CREATE OR REPLACE FUNCTION map_row(place geometry) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT least(greatest(floor(
    (1 - asinh(tan(radians(public.st_y(public.st_centroid(place))))) / pi()) / 2 * 1073741824), 0), 1073741823)::int
$$;

-- The Morton key of a place, the bits of its column and row interleaved: every tile of the map is one range of it.
-- (plpgsql: an SQL function that cannot be inlined is planned anew at every call, a hundred times the work.)
CREATE OR REPLACE FUNCTION spread_bits(n bigint) RETURNS bigint LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  n := (n | (n << 16)) & x'0000ffff0000ffff'::bigint;
  n := (n | (n << 8)) & x'00ff00ff00ff00ff'::bigint;
  n := (n | (n << 4)) & x'0f0f0f0f0f0f0f0f'::bigint;
  n := (n | (n << 2)) & x'3333333333333333'::bigint;
  RETURN (n | (n << 1)) & x'5555555555555555'::bigint;
END $$;

CREATE OR REPLACE FUNCTION morton_of(place geometry) RETURNS bigint LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN public.spread_bits(public.map_column(place)) | (public.spread_bits(public.map_row(place)) << 1);
END $$;

-- The CGCS2000 3-degree Gauss-Kruger zone (EPSG, without zone prefix) of a longitude.
CREATE OR REPLACE FUNCTION zone_srid(longitude double precision) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT 4534 + (least(greatest(floor((longitude + 1.5) / 3), 25), 45) - 25)::int
$$;

-- Metres in one degree at a latitude, east and north, on the ellipsoid of CGCS2000: as a point, for st_scale().
CREATE OR REPLACE FUNCTION metres_in_a_degree(latitude double precision) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT st_makepoint(111319.4907932736 * cos(radians(latitude)) / sqrt(1 - 0.0066943800229 * sin(radians(latitude)) ^ 2),
                      110574.2758179477 / (1 - 0.0066943800229 * sin(radians(latitude)) ^ 2) ^ 1.5)
$$;

-- All that lies within `metres` of a place, measured from its boundary, within 0.05 % of the geodesic distance: 0.03 %
-- because the circle is drawn with 128 corners. Small surroundings are drawn on a flat map, whose degrees are equally
-- long everywhere: that is wrong by tan(latitude) / 6371 km for each metre from its middle, here by 0.02 % at most. Others
-- are drawn in the local 3-degree zone with its scale at the place taken out. Written in plpgsql and with the middle of
-- the box: as an SQL function it projects each outline twice and takes a third longer.
CREATE OR REPLACE FUNCTION ring(geom geometry, metres double precision) RETURNS geometry
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  box geometry := st_envelope(geom);
  latitude double precision := st_y(st_centroid(box));
  degree geometry := metres_in_a_degree(latitude);
  flat geometry;
  place geometry;
  off double precision;
BEGIN
  IF (metres + st_perimeter(st_scale(box, degree)) / 4) * abs(tan(radians(latitude))) < 1200 THEN
    flat := st_buffer(st_scale(geom, degree), metres, 32);
    RETURN st_multi(st_scale(flat, st_makepoint(1 / st_x(degree), 1 / st_y(degree))));
  END IF;
  place := st_transform(geom, zone_srid(st_x(st_centroid(box))));
  off := (st_x(st_centroid(st_envelope(place))) - 500000) / 6378137;  -- the middle meridian is true
  RETURN st_multi(st_transform(st_buffer(place, metres * (1 + off ^ 2 / 2), 32), 4490));
END $$;
