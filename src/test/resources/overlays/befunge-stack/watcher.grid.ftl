; watches [=framework] for [=settings.url]
forward watched
