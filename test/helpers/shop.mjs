// A small app of somebody's own: `node shop.mjs <port>`.
import { createServer } from 'node:http';

const [port] = process.argv.slice(2);
const items = [{ id: 1, name: 'pencil' }];

createServer((request, response) => {
  const answer = (status, body) => {
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  if (request.method === 'GET' && request.url === '/') return answer(200, { shop: 'open' });
  if (request.method === 'GET' && request.url === '/items') return answer(200, items);
  if (request.method === 'POST' && request.url === '/cart') {
    let body = '';
    request.on('data', (piece) => {
      body += piece;
    });
    request.on('end', () => {
      const isJson = request.headers['content-type'] === 'application/json';
      answer(isJson ? 201 : 415, isJson ? { added: JSON.parse(body).id } : {});
    });
    return;
  }
  answer(404, {});
}).listen(Number(port), '127.0.0.1');
