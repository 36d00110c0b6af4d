function Handler { "hello" }
