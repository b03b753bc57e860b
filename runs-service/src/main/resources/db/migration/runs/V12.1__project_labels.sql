-- The value of one label of serialized labels (task.Labels: a map of strings), NULL without it: ListProjects filters by it.
-- There are few projects, and each is read once.
CREATE FUNCTION project_label(labels BYTEA, wanted TEXT) RETURNS TEXT LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  at        INT := 0;                             -- position in labels
  field     INT;
  size      INT;
  shift     INT;
  byte      INT;
  entry_end INT;
  label     TEXT;
  content   TEXT;
  found     TEXT;
BEGIN
  WHILE at < COALESCE(length(labels), 0) LOOP
    -- An entry: tag 10 (field 1, with a length), its length, and in it the key (tag 10) and the value (tag 18).
    IF get_byte(labels, at) <> 10 THEN
      RETURN found;
    END IF;
    at := at + 1; size := 0; shift := 0;
    LOOP
      byte := get_byte(labels, at); at := at + 1;
      size := size + ((byte & 127) << shift); shift := shift + 7;
      EXIT WHEN byte < 128;
    END LOOP;
    entry_end := at + size; label := ''; content := '';
    WHILE at < entry_end LOOP
      field := get_byte(labels, at); at := at + 1; size := 0; shift := 0;
      LOOP
        byte := get_byte(labels, at); at := at + 1;
        size := size + ((byte & 127) << shift); shift := shift + 7;
        EXIT WHEN byte < 128;
      END LOOP;
      IF field = 10 THEN
        label := convert_from(substring(labels FROM at + 1 FOR size), 'UTF8');
      ELSIF field = 18 THEN
        content := convert_from(substring(labels FROM at + 1 FOR size), 'UTF8');
      END IF;
      at := at + size;
    END LOOP;
    IF label = wanted THEN
      found := content;                           -- of equal keys the last one counts
    END IF;
  END LOOP;
  RETURN found;
END $$;
