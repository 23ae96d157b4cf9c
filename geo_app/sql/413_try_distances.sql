-- Other distances for a while: what would they change? For the command that previews a county's own rules, which
-- undoes it; nobody else ever sees the table so.
CREATE OR REPLACE FUNCTION try_distances(rules jsonb) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  DELETE FROM gap_rule;
  INSERT INTO gap_rule SELECT * FROM jsonb_populate_recordset(NULL::gap_rule, rules)
$$;
