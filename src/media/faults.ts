/**
 * Everything a camera, a network or a video file can do wrong. None of these carries an address, a password or a
 * byte of what was sent: the caller knows which device it was, and says so.
 */
import { defineFaults } from '../base/fault.ts'

export const mediaFault = defineFaults({
  // Reaching the camera.
  'media.addressInvalid': {
    kind: 'invalid',
    ko: '카메라 주소를 쓸 수 없습니다({what}). rtsp:// 또는 rtsps://로 시작하는 주소를 적고, 비밀번호의 특수문자는 %로 바꾸어 적으십시오. 끝에 붙이는 인증서 지문은 #sha256= 뒤의 16진수 64자리입니다.',
    en: 'The camera address cannot be used ({what}). It must be rtsp:// or rtsps://; write special characters of the password with %. A fingerprint at its end is #sha256= and 64 hexadecimal digits.',
  },
  'media.refused': {
    kind: 'unavailable',
    ko: '카메라에 연결하지 못했습니다({reason}). 전원, 네트워크, 주소를 확인하십시오.',
    en: 'The camera could not be reached ({reason}). Check its power, the network and its address.',
  },
  'media.certificateRefused': {
    kind: 'unavailable',
    ko: '카메라의 TLS 인증서를 믿을 수 없습니다({reason}). 기관 인증기관의 인증서 또는 카메라 인증서의 SHA-256 지문을 등록하십시오.',
    en: 'The TLS certificate of the camera is not trusted ({reason}). Register the CA or the SHA-256 fingerprint of the camera.',
  },
  'media.unauthorised': {
    kind: 'unauthenticated',
    ko: '카메라가 계정을 거부했습니다({reason}). 카메라 계정과 비밀번호를 확인하십시오.',
    en: 'The camera refused the account ({reason}). Check the user name and the password of the camera.',
  },
  'media.unanswered': {
    kind: 'unavailable',
    ko: '카메라가 {seconds}초 안에 {method} 요청에 답하지 않았습니다.',
    en: 'The camera did not answer {method} within {seconds} s.',
  },
  'media.requestRefused': {
    kind: 'unavailable',
    ko: '카메라가 {method} 요청을 거부했습니다(상태 {status}). 주소의 경로와 카메라 설정을 확인하십시오.',
    en: 'The camera refused {method} (status {status}). Check the path of the address and the camera settings.',
  },
  'media.redirected': {
    kind: 'invalid',
    ko: '카메라가 다른 주소로 보내려 했습니다(상태 {status}). 계정이 다른 곳으로 새지 않도록 따라가지 않습니다. 실제 주소를 등록하십시오.',
    en: 'The camera pointed to another address (status {status}). It is not followed, so that the account goes nowhere else. Register the real address.',
  },
  'media.transportRefused': {
    kind: 'invalid',
    ko: '카메라가 TCP 전송(RTP over RTSP)을 받아들이지 않습니다({reason}). 카메라에서 TCP 전송을 허용하십시오.',
    en: 'The camera does not accept RTP over the RTSP connection ({reason}). Allow TCP transport in the camera.',
  },
  // While the stream runs.
  'media.silent': {
    kind: 'unavailable',
    ko: '카메라가 {seconds}초 동안 영상을 보내지 않았습니다.',
    en: 'The camera sent no video for {seconds} s.',
  },
  'media.closed': {
    kind: 'unavailable',
    ko: '카메라가 연결을 끝냈습니다.',
    en: 'The camera ended the connection.',
  },
  'media.broken': {
    kind: 'unavailable',
    ko: '카메라와의 연결이 끊어졌습니다({reason}).',
    en: 'The connection to the camera broke ({reason}).',
  },
  // What the camera says.
  'media.protocolBroken': {
    kind: 'invalid',
    ko: '카메라의 RTSP 응답이 규격에 맞지 않습니다({what}).',
    en: 'What the camera sent is not RTSP ({what}).',
  },
  'media.descriptionInvalid': {
    kind: 'invalid',
    ko: '카메라의 스트림 설명(SDP)을 읽을 수 없습니다({what}).',
    en: 'The stream description (SDP) of the camera cannot be read ({what}).',
  },
  'media.noVideo': {
    kind: 'invalid',
    ko: '이 주소에는 영상 트랙이 없습니다.',
    en: 'There is no video track at this address.',
  },
  'media.codecUnsupported': {
    kind: 'invalid',
    ko: '영상 코덱 {codec}은(는) 지원하지 않습니다. 카메라를 H.264 또는 H.265로 설정하십시오.',
    en: 'The video codec {codec} is not supported. Set the camera to H.264 or H.265.',
  },
  'media.packetizationUnsupported': {
    kind: 'invalid',
    ko: '카메라의 RTP 포장 방식을 지원하지 않습니다({what}).',
    en: 'The way the camera packs its video into RTP is not supported ({what}).',
  },
  'media.rtpInvalid': {
    kind: 'invalid',
    ko: '카메라가 보낸 RTP 패킷이 규격에 맞지 않습니다.',
    en: 'The camera sent an RTP packet that is not well formed.',
  },
  'media.sourceChanged': {
    kind: 'unavailable',
    ko: '카메라가 스트림을 새로 시작했습니다(SSRC 변경).',
    en: 'The camera started its stream anew (its SSRC changed).',
  },
  'media.timeJumped': {
    kind: 'unavailable',
    ko: '카메라 스트림의 시각이 {seconds}초 어긋났습니다. 새 연결에서 다시 시작합니다.',
    en: 'The clock of the stream jumped by {seconds} s. A new connection starts it afresh.',
  },
  'media.unitTooLarge': {
    kind: 'invalid',
    ko: '카메라가 보낸 화면 하나가 한도보다 큽니다.',
    en: 'A picture the camera sent is larger than the limit.',
  },
  'media.parameterSetInvalid': {
    kind: 'invalid',
    ko: '영상의 매개변수 집합(SPS/PPS/VPS)을 읽을 수 없습니다({what}).',
    en: 'A parameter set (SPS/PPS/VPS) of the video cannot be read ({what}).',
  },
  'media.parameterSetsMissing': {
    kind: 'invalid',
    ko: '{seconds}초 동안 영상의 매개변수 집합(SPS/PPS/VPS)이 오지 않았습니다.',
    en: 'No parameter sets (SPS/PPS/VPS) came within {seconds} s.',
  },
  'media.keyPictureMissing': {
    kind: 'invalid',
    ko: '{seconds}초 동안 키 프레임(IDR)이 오지 않았습니다. 카메라의 키 프레임 간격을 줄이고, 인트라 리프레시를 끄십시오.',
    en: 'No key frame (IDR) came within {seconds} s. Shorten the key frame interval of the camera and switch intra refresh off.',
  },
  // Files.
  'media.fileUnreadable': {
    kind: 'invalid',
    ko: '영상 파일을 읽을 수 없습니다({what}). MP4 또는 MOV 파일인지, 끝까지 복사되었는지 확인하십시오.',
    en: 'The video file cannot be read ({what}). Check that it is MP4 or MOV and was copied to its end.',
  },
})
