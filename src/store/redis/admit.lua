-- KEYS: clock, logs..., breaker. ARGV: time, dry, breaker's step length (0: none), events, percent; for each log the number of limits, then
-- most and window of each. Gives {0, wait, step, ids...}, {1, (count, limit, wait)...} or {2, wait}.
local dry, length, events_floor, percent = ARGV[2] == '1', tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local logs = #KEYS - 1
local breaker
if length > 0 then
    breaker = KEYS[#KEYS]
    logs = logs - 1
end

local last = {}
for i = 1, logs do
    local at, id = newest(KEYS[i + 1])
    last[i] = { at = at, id = id or 0 }
end

local step = -1
if breaker then
    step = math.floor(now / length)
    local events, passed = sum(breaker, step)
    if events > events_floor and passed * 100 < events * percent then
        save(false)
        return { 2, (step + 1) * length - now }
    end
end

local full, longest, again, arg = { 1 }, {}, 0, 6
for i = 1, logs do
    local key, limits = KEYS[i + 1], tonumber(ARGV[arg])
    longest[i] = 1
    arg = arg + 1
    for limit = 1, limits do
        local most, window = tonumber(ARGV[arg]), tonumber(ARGV[arg + 1])
        arg = arg + 2
        longest[i] = math.max(longest[i], window)
        local left = wait(key, most, window)
        if left > 0 then
            full[#full + 1] = i - 1
            full[#full + 1] = limit - 1
            full[#full + 1] = math.min(left, window)
        elseif #full == 1 then
            -- After this event, the one before the oldest that counts is the one to wait for.
            local at = now
            if most > 1 then at = nth(key, most - 1) end
            if at then again = math.max(again, math.min(at + window - now, window)) end
        end
    end
end
if #full > 1 then
    save(false)
    return full
end
if dry then
    save(false)
    return { 0, 0, -1 }
end

local reply = { 0, again, step }
for i = 1, logs do
    local key = KEYS[i + 1]
    -- Somebody may count this key with a longer window than this call: for as long as that, all its events are remembered.
    local window = math.max(longest[i], -(tonumber(redis.call('ZSCORE', key, 'w')) or 0))
    -- No id comes again, neither of an event that was taken back nor of a log that was forgotten; of equal digits, so that their order as
    -- text, which decides between equal times, is their order.
    local id = math.max(now * 128, last[i].id + 1, floor)
    redis.call('ZADD', key, text(now), string.format('%016.0f', id), text(-window), 'w')
    redis.call('ZREMRANGEBYSCORE', key, 0, text(now - window))
    expire(key, window)
    reply[#reply + 1] = id
end
if breaker then add(breaker, 'e', step, length) end
save(true)
return reply
