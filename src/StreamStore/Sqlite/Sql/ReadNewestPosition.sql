SELECT max(Position) FROM Messages
