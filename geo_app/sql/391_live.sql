-- A notice is word too: whoever looks at the bell is told that there is one.
CREATE OR REPLACE TRIGGER tell AFTER INSERT ON notice FOR EACH STATEMENT EXECUTE FUNCTION tell('notice');
