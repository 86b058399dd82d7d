// A tenant that answers at once, in a process of its own, so that both sides of a comparison pay for their client alone.
// Prints its URL and ends with its parent's channel.

import http from 'node:http';

const TOKEN = JSON.stringify({ access_token: 'bench-token', token_type: 'Bearer', expires_in: 3600 });
const ANSWER = JSON.stringify({ status: 'accepted', playOutMs: 150 });

const server = http.createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    const body = request.url === '/oauth/token' ? TOKEN : ANSWER;
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
    response.end(body);
  });
});

server.listen(0, '127.0.0.1', () => process.send(`http://127.0.0.1:${server.address().port}`));
process.on('disconnect', () => process.exit(0));
