-- KEYS: clock, breaker. ARGV: time, step length.
local length = tonumber(ARGV[2])
add(KEYS[2], 'p', math.floor(now / length), length)
save(true)
return 1
