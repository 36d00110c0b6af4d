class Handler
  def run(_body, _env)
    ['hello', { 'content-type' => 'text/plain' }, 200]
  end
end
