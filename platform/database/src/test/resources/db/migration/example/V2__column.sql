SET lock_timeout = '200ms';
ALTER TABLE example ADD COLUMN b INT;
