CREATE TABLE example (a INT);
