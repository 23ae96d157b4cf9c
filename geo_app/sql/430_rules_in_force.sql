-- By which versions of which rules the sites of a layer are graded now, or at the instant asked for: for the words that
-- an export says of itself. Sees what the actor may see.
CREATE OR REPLACE FUNCTION rules_in_force(layer text)
RETURNS TABLE (method text, method_version text, variant text, pack text, pack_version text, sites bigint)
LANGUAGE sql STABLE AS $$
  SELECT a.method, a.method_version, a.variant, a.pack, a.pack_version, count(*)
  FROM assessment_as_of AS a WHERE a.kind = layer AND a.standing
  GROUP BY 1, 2, 3, 4, 5 ORDER BY 6 DESC
$$;
