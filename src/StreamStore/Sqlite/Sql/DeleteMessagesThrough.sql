DELETE FROM Messages WHERE StreamIdInternal = ?1 AND StreamVersion <= ?2
