-- Who is asking, and for which instant: settings of the transaction, set by db.py. Without them nothing is visible.

CREATE OR REPLACE FUNCTION actor_scope() RETURNS int8multirange LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(nullif(current_setting('geo_app.scope', true), ''), '{}')::int8multirange
$$;

CREATE OR REPLACE FUNCTION actor_rank() RETURNS int LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(nullif(current_setting('geo_app.role_rank', true), ''), '-1')::int
$$;

CREATE OR REPLACE FUNCTION as_of() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT nullif(current_setting('geo_app.as_of', true), '')::timestamptz
$$;

-- The day of the answer: what is overdue is overdue on that day, in China.
CREATE OR REPLACE FUNCTION as_of_day() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT (coalesce(as_of(), now()) AT TIME ZONE 'Asia/Shanghai')::date
$$;
