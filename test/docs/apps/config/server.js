const { createServer } = require('node:http');

const port = Number(process.argv[process.argv.indexOf('--port') + 1]);

createServer((request, response) => {
  request.resume();
  if (request.method === 'POST' && request.url === '/cart') response.writeHead(201).end();
  else if (request.url === '/items/7') response.end('a pencil');
  else if (request.url === '/') response.end('home');
  else response.writeHead(404).end();
}).listen(port, '127.0.0.1');
