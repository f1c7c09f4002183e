SELECT StreamVersion FROM Messages WHERE StreamIdInternal = ?1 AND Id = ?2
