class Handler
  def run(request)
    request.reverse
  end
end
