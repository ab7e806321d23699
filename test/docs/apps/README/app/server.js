require('node:http')
  .createServer((request, response) => {
    if (request.url === '/') return response.end('home');
    response.writeHead(404).end();
  })
  .listen(process.env.PORT ?? 3000, '127.0.0.1');
