// A 28x28 frame as the network gets it: bright ink on dark, one square a pixel.

import { useEffect, useRef } from 'preact/hooks'

const side = 28

/** @param frame base64 of 784 bytes, ink = 255; without `label` the picture is decoration */
export function Frame({ frame, label }: { frame: string | undefined; label?: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)

  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (context) context.putImageData(pixels(frame), 0, 0)
  }, [frame])

  return (
    <canvas
      ref={canvas}
      class="frame"
      width={side}
      height={side}
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    />
  )
}

function pixels(frame: string | undefined): ImageData {
  const image = new ImageData(side, side)
  const ink = atob(frame ?? '')
  for (let i = 0; i < side * side; i++) {
    const value = i < ink.length ? ink.charCodeAt(i) : 0
    image.data.set([value, value, value, 255], 4 * i)
  }
  return image
}
