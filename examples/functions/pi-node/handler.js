'use strict'

// Computes pi with Machin's formula. It uses long division as taught at school, so that the function needs enough CPU time
// for a flame graph.

const fs = require('fs')
const os = require('os')
const path = require('path')

const BASE = 1000000
const MOST_DIGITS = 20000

module.exports = async (event, context) => {
  const asked = event.body.toString().trim() || event.query.digits || '1000'
  if (!/^[0-9]{1,5}$/.test(asked) || Number(asked) < 1 || Number(asked) > MOST_DIGITS) {
    return { statusCode: 400, body: `digits must be a number from 1 to ${MOST_DIGITS}\n` }
  }
  return throughFile(computePi(Number(asked))) + '\n'
}

// Returns 3.14… with that many digits after the point. The last digit is not rounded. Each element of an array holds six
// digits.
function computePi(digits) {
  const length = Math.floor(digits / 6) + 4
  const number = subtract(arctan(16, 5, length), arctan(4, 239, length))
  const fraction = number.slice(1).map((limb) => String(limb).padStart(6, '0')).join('')
  return `${number[0]}.${fraction.slice(0, digits)}`
}

// Returns factor * arctan(1/x).
function arctan(factor, x, length) {
  let power = divide([factor, ...new Array(length - 1).fill(0)], x)
  let total = power
  for (let k = 3; power.some((limb) => limb !== 0); k += 2) {
    power = divide(power, x * x)
    const term = divide(power, k)
    total = k % 4 === 3 ? subtract(total, term) : add(total, term)
  }
  return total
}

function divide(number, by) {
  const result = new Array(number.length)
  let rest = 0
  for (let i = 0; i < number.length; i++) {
    rest = rest * BASE + number[i]
    result[i] = Math.floor(rest / by)
    rest %= by
  }
  return result
}

function add(left, right) {
  const result = new Array(left.length)
  let carry = 0
  for (let i = left.length - 1; i >= 0; i--) {
    const sum = left[i] + right[i] + carry
    result[i] = sum % BASE
    carry = Math.floor(sum / BASE)
  }
  return result
}

function subtract(left, right) {
  const result = new Array(left.length)
  let borrow = 0
  for (let i = left.length - 1; i >= 0; i--) {
    const difference = left[i] - right[i] - borrow
    borrow = difference < 0 ? 1 : 0
    result[i] = difference + borrow * BASE
  }
  return result
}

// Writes the text to a file and reads it back, so that a trace also shows input and output.
function throughFile(text) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pi-'))
  const file = path.join(folder, 'digits')
  try {
    fs.writeFileSync(file, text, { flush: true })
    return fs.readFileSync(file, 'utf8')
  } finally {
    fs.rmSync(folder, { recursive: true })
  }
}
