-- KEYS: clock, breaker. ARGV: time, step length. Gives {events, passed}.
save(false)
return { sum(KEYS[2], math.floor(now / tonumber(ARGV[2]))) }
