import * as THREE from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";
import type { SceneDescription } from "./api";
import { isSoftware, Resolution } from "./resolution";
import { bodyMeshes } from "./shapes";
import { onScheme, theme } from "./theme";

/** Colours of the step modes: policy, interpolation, replay, human, mistake. */
export const modeColours = ["#d93636", "#c8860b", "#2f9e58", "#2f6fdc", "#d93636"];
const believedEnough = 1e-4;
// Longer than a held robot's pictures are apart.
const restAfterMs = 300;
const turns: Record<string, [left: number, up: number, further: number]> = {
  ArrowLeft: [-0.1, 0, 0], ArrowRight: [0.1, 0, 0], ArrowUp: [0, 0.1, 0], ArrowDown: [0, -0.1, 0],
  "+": [0, 0, -0.1], "=": [0, 0, -0.1], "-": [0, 0, 0.1],
};

/** The 3-D view: MuJoCo's z-up world, true objects solid, believed ones as ghosts, the end effector's path. */
export class World {
  readonly camera = new THREE.PerspectiveCamera(45, 1, 0.01, 30);
  readonly resolution: Resolution;
  private readonly renderer: THREE.WebGLRenderer;
  private readonly scene = new THREE.Scene();
  private readonly controls: OrbitControls;
  private bodies: THREE.Group[] = [];
  private ghosts: { object: number; mesh: THREE.Mesh }[] = [];
  private readonly content = new THREE.Group();
  private readonly lookAt = new THREE.Vector3();
  private insets: { frame: HTMLElement; camera: THREE.PerspectiveCamera }[] = [];
  private path?: THREE.Line;
  private distance = 1;
  private dirty = true;

  constructor(canvas: HTMLCanvasElement) {
    // On the processor smooth edges cost a fifth of the frames of a motion; there they come with the picture at rest.
    const slow = isSoftware();
    // A canvas that may be see-through is blended with the page again for every picture: a quarter of the frames.
    const context = canvas.getContext("webgl2", { alpha: false, antialias: !slow, powerPreference: "high-performance" }) ?? undefined;
    this.renderer = new THREE.WebGLRenderer({ canvas, context });
    const resolution = this.resolution = new Resolution(this.renderer, slow ? 1.5 : Math.min(devicePixelRatio, 2));
    const paint = () => {
      this.scene.background = new THREE.Color(theme().sky);
      this.dirty = true;
    };
    paint();
    onScheme(paint);
    this.scene.add(this.content, new THREE.HemisphereLight("#ffffff", "#9aa5b1", 2.2));
    const sun = new THREE.DirectionalLight("#ffffff", 1.6);
    sun.position.set(1.5, -1, 3);
    this.scene.add(sun);
    this.camera.up.set(0, 0, 1);
    this.controls = new OrbitControls(this.camera, canvas);
    this.controls.addEventListener("change", () => (this.dirty = true));
    // Whoever drags the view has not asked for its keys, and takes the focus from a list all the same.
    canvas.addEventListener("mousedown", (event) => {
      event.preventDefault();
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    });
    canvas.addEventListener("keydown", (event) => {
      const turn = turns[event.key];
      if (!turn || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      this.turn(...turn);
    });
    new ResizeObserver(() => this.resize(canvas)).observe(canvas.parentElement!);
    let before = 0, drawnBefore = false, drawnAt = 0;
    const draw = (now: number) => {
      requestAnimationFrame(draw);
      const draws = this.dirty, passed = now - before;
      before = now;
      if (draws) {
        resolution.move(drawnBefore ? passed : undefined);
        drawnAt = now;
      } else if (resolution.isCoarse && now - drawnAt > restAfterMs) {
        resolution.settle();
      } else {
        drawnBefore = false;
        return;
      }
      drawnBefore = draws;
      this.dirty = false;
      this.renderer.render(this.scene, this.camera);
      this.drawInsets(canvas);
    };
    requestAnimationFrame(draw);
  }

  /** Builds the shapes of a task and looks at it from its own camera. */
  load(description: SceneDescription): void {
    this.content.traverse((node) => {
      if (node instanceof THREE.Mesh || node instanceof THREE.Line) node.geometry.dispose();
    });
    this.content.clear();
    this.path = undefined;
    this.bodies = Array.from({ length: description.bodies }, () => new THREE.Group());
    this.content.add(...this.bodies);
    this.bodies.forEach((body, i) => {
      for (const mesh of bodyMeshes(description, i)) body.add(mesh);
    });
    this.ghosts = description.ghosts.map(({ object, halfExtent }) => {
      const mesh = new THREE.Mesh(
        new THREE.BoxGeometry(2 * halfExtent[0], 2 * halfExtent[1], 2 * halfExtent[2]),
        new THREE.MeshLambertMaterial({ color: "#e5262d", opacity: 0.4, transparent: true, depthWrite: false }),
      );
      this.content.add(mesh);
      return { object, mesh };
    });
    const { lookAt, distance, azimuth, elevation } = description.camera;
    const a = THREE.MathUtils.degToRad(azimuth), e = THREE.MathUtils.degToRad(elevation);
    this.controls.target.fromArray(lookAt);
    this.lookAt.fromArray(lookAt);
    this.distance = distance;
    // MuJoCo's azimuth and elevation say where the camera looks, so it stands on the other side.
    this.camera.position.copy(this.controls.target)
      .sub(new THREE.Vector3(Math.cos(e) * Math.cos(a), Math.cos(e) * Math.sin(a), Math.sin(e)).multiplyScalar(distance));
    this.controls.update();
    this.dirty = true;
  }

  /** Puts every body and ghost in its place. `from` is where the bodies' poses begin; truth and belief hold one pose an object. */
  place(bodies: Float32Array, from: number, truth: Float32Array, belief: Float32Array): void {
    for (let b = 0; b < this.bodies.length; b++) setPose(this.bodies[b], bodies, from + 7 * b);
    for (const { object, mesh } of this.ghosts) {
      const i = 7 * object;
      setPose(mesh, belief, i);
      const off = Math.hypot(belief[i] - truth[i], belief[i + 1] - truth[i + 1], belief[i + 2] - truth[i + 2]);
      mesh.visible = off > believedEnough;
    }
    this.dirty = true;
  }

  /** The end effector's path, coloured by who drove. */
  setPath(eef: Float32Array, modes: Uint8Array): void {
    this.path?.removeFromParent();
    this.path?.geometry.dispose();
    const points = new Float32Array(modes.length * 3), colours = new Float32Array(modes.length * 3), colour = new THREE.Color();
    for (let t = 0; t < modes.length; t++) {
      points.set(eef.subarray(7 * t, 7 * t + 3), 3 * t);
      colour.set(modeColours[modes[t]] ?? "#000000").toArray(colours, 3 * t);
    }
    const geometry = new THREE.BufferGeometry();
    geometry.setAttribute("position", new THREE.BufferAttribute(points, 3));
    geometry.setAttribute("color", new THREE.BufferAttribute(colours, 3));
    this.path = new THREE.Line(geometry, new THREE.LineBasicMaterial({ vertexColors: true, depthTest: false }));
    this.path.renderOrder = 1;
    this.content.add(this.path);
    this.dirty = true;
  }

  /** Shows the path up to a step. */
  showPathTo(step: number): void {
    this.path?.geometry.setDrawRange(0, step + 1);
    this.dirty = true;
  }

  /** Shows two more views in these frames over the picture: from the hand, and from above. */
  showInsets(hand: HTMLElement, above: HTMLElement): void {
    this.insets = [hand, above].map((frame) => ({ frame, camera: new THREE.PerspectiveCamera(60, 4 / 3, 0.01, 10) }));
    this.dirty = true;
  }

  /** Puts the hand's camera beside the hand, looking along it. `pose` is x y z and (x, y, z, w). */
  placeHand(pose: ArrayLike<number>): void {
    if (this.insets.length === 0) return;
    const [{ camera: hand }, { camera: above }] = this.insets, turn = new THREE.Quaternion(pose[3], pose[4], pose[5], pose[6]);
    const from = (x: number, y: number, z: number) => new THREE.Vector3(x, y, z).applyQuaternion(turn).add(new THREE.Vector3(pose[0], pose[1], pose[2]));
    hand.position.copy(from(0.1, 0, -0.04));
    hand.up.set(1, 0, 0).applyQuaternion(turn);
    hand.lookAt(from(0.01, 0, 0.12));
    above.position.copy(this.lookAt).add(new THREE.Vector3(0, 0, 0.9 * this.distance));
    above.up.set(Math.cos(this.heading), Math.sin(this.heading), 0);
    above.lookAt(this.lookAt);
  }

  private drawInsets(canvas: HTMLCanvasElement): void {
    if (this.insets.length === 0) return;
    const all = canvas.getBoundingClientRect(), { renderer } = this;
    renderer.setScissorTest(true);
    for (const { frame, camera } of this.insets) {
      const place = frame.getBoundingClientRect(), x = place.left - all.left, y = all.bottom - place.bottom;
      renderer.setViewport(x, y, place.width, place.height);
      renderer.setScissor(x, y, place.width, place.height);
      camera.aspect = place.width / Math.max(1, place.height);
      camera.updateProjectionMatrix();
      renderer.render(this.scene, camera);
    }
    renderer.setScissorTest(false);
    renderer.setViewport(0, 0, all.width, all.height);
  }

  /** Where the camera looks from above: radians about the vertical. */
  get heading(): number {
    const forward = new THREE.Vector3().subVectors(this.controls.target, this.camera.position);
    return Math.atan2(forward.y, forward.x);
  }

  /** Turns about what is looked at: radians to the left and up, and the share by which the distance grows. */
  private turn(left: number, up: number, further: number): void {
    const to = new THREE.Spherical(), offset = new THREE.Vector3().subVectors(this.camera.position, this.controls.target);
    // Spherical's own axis is y.
    to.setFromCartesianCoords(offset.y, offset.z, offset.x);
    to.theta += left;
    to.phi = THREE.MathUtils.clamp(to.phi - up, 0.05, Math.PI - 0.05);
    to.radius *= 1 + further;
    offset.setFromSpherical(to);
    this.camera.position.copy(this.controls.target).add(new THREE.Vector3(offset.z, offset.x, offset.y));
    this.controls.update();
    this.dirty = true;
  }

  private resize(canvas: HTMLCanvasElement): void {
    const { clientWidth: width, clientHeight: height } = canvas.parentElement!;
    if (width === 0 || height === 0) return;
    this.renderer.setSize(width, height, false);
    this.camera.aspect = width / height;
    this.camera.updateProjectionMatrix();
    this.dirty = true;
  }
}

function setPose(target: THREE.Object3D, poses: Float32Array, i: number): void {
  target.position.set(poses[i], poses[i + 1], poses[i + 2]);
  target.quaternion.set(poses[i + 3], poses[i + 4], poses[i + 5], poses[i + 6]);
}
