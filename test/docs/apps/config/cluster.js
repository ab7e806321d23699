const cluster = require('node:cluster');

const workers = Number(process.argv[process.argv.indexOf('--workers') + 1]);

if (cluster.isPrimary) for (let worker = 0; worker < workers; worker += 1) cluster.fork();
else require('./server.js');
