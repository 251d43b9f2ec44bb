// Records what ffmpeg's RTSP publisher sends over TCP: node capture.mjs NAME FFMPEG-OUTPUT-OPTIONS…
// Writes NAME.sdp (the announced description) and NAME.interleaved (everything framed by `$`, as it came).
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'

const [name, ...options] = process.argv.slice(2)
const frames = []
let description = ''

const server = createServer((socket) => {
  let rest = Buffer.alloc(0)
  socket.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk])
    for (;;) {
      if (rest[0] === 0x24) {
        if (rest.length < 4 || rest.length < 4 + rest.readUInt16BE(2)) return
        const length = 4 + rest.readUInt16BE(2)
        frames.push(rest.subarray(0, length))
        rest = rest.subarray(length)
        continue
      }
      const end = rest.indexOf('\r\n\r\n')
      if (end < 0) return
      const head = rest.toString('latin1', 0, end)
      const length = Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0)
      if (rest.length < end + 4 + length) return
      if (length > 0) description = rest.toString('utf8', end + 4, end + 4 + length)
      rest = rest.subarray(end + 4 + length)
      const transport = /transport: *([^\r\n]+)/i.exec(head)?.[1]
      const lines = ['RTSP/1.0 200 OK', `CSeq: ${/cseq: *(\d+)/i.exec(head)[1]}`, 'Session: 1']
      if (transport) lines.push(`Transport: ${transport}`)
      socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    }
  })
  socket.on('error', (error) => console.error(error.code)) // ffmpeg may leave without reading the last answer
  socket.on('close', () => server.close())
})

server.on('close', () => {
  writeFileSync(`${name}.sdp`, description)
  writeFileSync(`${name}.interleaved`, Buffer.concat(frames))
})

server.listen(0, '127.0.0.1', () => {
  const url = `rtsp://127.0.0.1:${server.address().port}/${name}`
  const source = ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=15:duration=3', '-pix_fmt', 'yuv420p']
  const target = ['-fflags', '+bitexact', '-f', 'rtsp', '-rtsp_transport', 'tcp', url]
  const ffmpeg = ['-hide_banner', '-loglevel', 'error', ...source, ...options, ...target]
  spawn('ffmpeg', ffmpeg, { stdio: 'inherit' }).on('exit', (code) => code && process.exit(code))
})
