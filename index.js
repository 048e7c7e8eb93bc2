// n8n reads the list of nodes and credentials from package.json; requiring the package itself has nothing to give.
module.exports = {};
