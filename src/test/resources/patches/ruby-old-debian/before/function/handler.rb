class Handler
  def run(request)
    request
  end
end
