require('node:http')
  .createServer((_request, response) => response.end('home'))
  .listen(Number(process.argv[2]), '127.0.0.1');
