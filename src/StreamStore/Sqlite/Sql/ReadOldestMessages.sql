SELECT StreamVersion, Created FROM Messages WHERE StreamIdInternal = ?1 ORDER BY StreamVersion LIMIT ?2
