-- Where every table with history has its mirror.
CREATE SCHEMA IF NOT EXISTS history;
