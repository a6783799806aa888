DO $$
BEGIN
  -- The role that owns the tables keeps what an owner has.
  IF quote_ident(CURRENT_USER) <> ':role' THEN
    REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM :role;
    REVOKE ALL ON ALL TABLES IN SCHEMA public FROM :role;
  END IF;
END
$$;
