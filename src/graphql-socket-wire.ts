import { CloseCode, type WebSocket as GraphqlSocket, handleProtocols, type Server } from 'graphql-ws';
import type { RawData, WebSocket, WebSocketServer } from 'ws';
import type { SocketExtra } from './graphql-socket.js';

/** Each socket is asked for a sign of life this often, and cut off when it gave none since the last time. */
const ASK_EVERY_MS = 12_000;
/** The sockets are asked in turns, so that ten thousand of them do not hold up everybody else. */
const TURNS = 12;
/** Most of our answers that a socket may leave untaken and still ask on: each of its pings is answered from our memory. */
const MAX_UNTAKEN_BYTES = 4 * 1_024 * 1_024;
/** RFC 6455 §7.4.1. */
const GOING_AWAY = 1001;

/**
 * Joins sockets to the protocol's server. Our own instead of the library's, which keeps the request, two timers and a
 * handful of functions for each socket: here a socket costs what it needs, since there may be ten thousand.
 */
export class SocketWire {
  private readonly turns = Array.from({ length: TURNS }, () => new Set<WebSocket>());
  private readonly silent = new Set<WebSocket>();
  private readonly timer: NodeJS.Timeout;
  private opened = 0;
  private turn = 0;

  /** @param onFailure told what went wrong inside while a message of a client was handled; its socket is closed */
  constructor(
    private readonly sockets: WebSocketServer,
    private readonly server: Server<SocketExtra>,
    private readonly onFailure: (error: unknown) => void,
  ) {
    sockets.options.handleProtocols = handleProtocols;
    sockets.on('connection', (socket) => this.join(socket));
    this.timer = setInterval(() => this.askTurn(), ASK_EVERY_MS / TURNS).unref();
  }

  /** Says goodbye to all; resolves when every socket is closed. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    for (const socket of this.sockets.clients) socket.close(GOING_AWAY, 'Going away');
    await new Promise<void>((resolve) => this.sockets.close(() => resolve()));
  }

  private join(socket: WebSocket): void {
    const line = new Line(socket, this.onFailure);
    socket.on('ping', () => cutsOff(socket));
    const ended = this.server.opened(line, { socket });
    const turn = this.turns[this.opened++ % TURNS];
    turn?.add(socket);
    socket.on('pong', () => this.silent.delete(socket));
    socket.once('close', (code, reason) => {
      turn?.delete(socket);
      this.silent.delete(socket);
      ended(code, String(reason)).catch(this.onFailure);
    });
  }

  private askTurn(): void {
    for (const socket of this.turns[this.turn++ % TURNS] ?? []) {
      if (this.silent.has(socket)) {
        socket.terminate();
      } else if (socket.readyState === socket.OPEN) {
        this.silent.add(socket);
        socket.ping();
      }
    }
  }
}

/** One socket as the protocol's server sees it. */
class Line implements GraphqlSocket {
  constructor(
    private readonly socket: WebSocket,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  get protocol(): string {
    return this.socket.protocol;
  }

  send(message: string): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.socket.readyState !== this.socket.OPEN) return resolve();
      // A socket that closes takes with it what it had not taken; that is no fault of ours.
      this.socket.send(message, (error) =>
        error && this.socket.readyState === this.socket.OPEN ? reject(error) : resolve(),
      );
    });
  }

  close(code?: number, reason?: string): void {
    this.socket.close(code, reason);
  }

  onMessage(handle: (message: string) => Promise<void>): void {
    this.socket.on('message', (message: RawData) => {
      if (cutsOff(this.socket)) return;
      handle(String(message)).catch((error: unknown) => {
        this.onFailure(error);
        this.socket.close(CloseCode.InternalServerError, 'Internal server error');
      });
    });
  }
}

/** Cuts off a socket that asks on and takes nothing; tells whether it did. */
function cutsOff(socket: WebSocket): boolean {
  if (socket.bufferedAmount <= MAX_UNTAKEN_BYTES) return false;
  socket.terminate();
  return true;
}
