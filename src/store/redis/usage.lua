-- KEYS: clock, logs... ARGV: time; for each log the number of limits, then most and window of each. Gives {used, wait} of each in turn.
local reply, arg = {}, 2
for i = 2, #KEYS do newest(KEYS[i]) end
for i = 2, #KEYS do
    local limits = tonumber(ARGV[arg])
    arg = arg + 1
    for _ = 1, limits do
        local most, window = tonumber(ARGV[arg]), tonumber(ARGV[arg + 1])
        arg = arg + 2
        -- Never as far down as 'w'.
        local used = redis.call('ZCOUNT', KEYS[i], '(' .. text(math.max(now - window, -1)), '+inf')
        reply[#reply + 1] = math.min(used, most)
        reply[#reply + 1] = math.min(wait(KEYS[i], most, window), window)
    end
end
save(false)
return reply
