/** Two short beeps: the robot asks for help. A page that nobody has touched yet may not make a sound; it flashes all the same. */
export function beep(): void {
  const audio = new AudioContext(), volume = audio.createGain(), start = audio.currentTime;
  volume.gain.value = 0.2;
  volume.connect(audio.destination);
  [0, 0.3].forEach((delay) => {
    const tone = audio.createOscillator();
    tone.frequency.value = 880;
    tone.connect(volume);
    tone.start(start + delay);
    tone.stop(start + delay + 0.15);
  });
  setTimeout(() => void audio.close(), 1000);
}
