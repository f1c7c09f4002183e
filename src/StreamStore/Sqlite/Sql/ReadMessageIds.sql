SELECT StreamVersion, Id, Position FROM Messages
WHERE StreamIdInternal = ?1 AND StreamVersion BETWEEN ?2 AND ?3
ORDER BY StreamVersion
