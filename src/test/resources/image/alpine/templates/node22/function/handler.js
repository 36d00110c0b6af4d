"use strict"

// Performs additions. The request's body is their number, in millions.
module.exports = body => `${burn(Number(body)) > 0}\n`

function burn(millions) {
  let sum = 0
  for (let i = 0; i < millions * 1000000; i++) sum += i % 7
  return sum
}
