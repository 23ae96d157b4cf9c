-- wrk asks for the addresses of a file, one a line, at random but in the same order every time.
local addresses = {}

function init(args)
  for line in io.lines(args[1]) do
    addresses[#addresses + 1] = line
  end
  math.randomseed(5301)
end

function request()
  return wrk.format(nil, addresses[math.random(#addresses)])
end
