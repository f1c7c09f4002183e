-- Waits for no one: with others connected it is refused, and that is only a warning.
ALTER DATABASE CURRENT SET READ_COMMITTED_SNAPSHOT ON WITH NO_WAIT;
