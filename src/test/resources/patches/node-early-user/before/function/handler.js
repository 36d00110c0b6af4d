module.exports = () => 'hello'
