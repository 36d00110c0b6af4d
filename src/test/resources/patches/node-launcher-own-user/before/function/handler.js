module.exports = (url) => `hello ${url}\n`;
