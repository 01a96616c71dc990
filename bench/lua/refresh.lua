dofile((debug.getinfo(1, "S").source:match("^@(.*/)") or "") .. "common.lua")
-- args: a file of refresh tokens, the name of the field in body and answer. One connection a thread: each is a client
-- that keeps its own token and always uses the newest.
local token, field

function init(args)
  field = args[2]
  token = assert(lines_of(args[1])[number + 1], "one refresh token a thread is needed")
end

function request()
  return wrk.format("POST", nil, { ["Host"] = wrk.headers["Host"], ["Content-Type"] = "application/json" },
    string.format('{"%s":"%s"}', field, token))
end

function response(status, headers, body)
  if status == 200 then
    token = string.match(body, '"' .. field .. '":"([^"]+)"')
  end
end
