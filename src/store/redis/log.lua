-- The events of a key: a sorted set of their ids, by time. Their rank is found in few steps, whatever the limit, and one that is taken back
-- leaves no hole. The member 'w' has no time but minus the longest window that the key was ever counted with: so it is always the last, and
-- out of every window.

local function newest(key)
    local last = redis.call('ZREVRANGE', key, 0, 0, 'WITHSCORES')
    if not last[1] or last[1] == 'w' then return nil end
    local at = tonumber(last[2])
    not_before(at)
    return at, tonumber(last[1])
end

-- The time of the n-th newest event.
local function nth(key, n)
    local at = redis.call('ZREVRANGE', key, n - 1, n - 1, 'WITHSCORES')
    if not at[1] or at[1] == 'w' then return nil end
    return tonumber(at[2])
end

-- How long until a limit has room; 0 when it has.
local function wait(key, most, window)
    if most == 0 then return window end
    local at = nth(key, most)
    return at and math.max(at + window - now, 0) or 0
end
