import * as THREE from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";
import type { SceneDescription } from "./api";

/** Colours of the step modes: policy, interpolation, replay, human, mistake. */
export const modeColours = ["#d93636", "#e0a320", "#2f9e58", "#2f6fdc", "#d93636"];
const believedEnough = 1e-4;

/** The 3-D view: MuJoCo's z-up world, true objects solid, believed ones as ghosts, the end effector's path. */
export class World {
  readonly camera = new THREE.PerspectiveCamera(45, 1, 0.01, 30);
  private readonly renderer: THREE.WebGLRenderer;
  private readonly scene = new THREE.Scene();
  private readonly controls: OrbitControls;
  private bodies: THREE.Group[] = [];
  private ghosts: { object: number; mesh: THREE.Mesh }[] = [];
  private readonly content = new THREE.Group();
  private path?: THREE.Line;
  private dirty = true;

  constructor(canvas: HTMLCanvasElement) {
    this.renderer = new THREE.WebGLRenderer({ canvas, antialias: true, preserveDrawingBuffer: true });
    this.renderer.shadowMap.enabled = false;
    this.scene.background = new THREE.Color("#e9eef3");
    this.scene.add(this.content, new THREE.HemisphereLight("#ffffff", "#9aa5b1", 2.2));
    const sun = new THREE.DirectionalLight("#ffffff", 1.6);
    sun.position.set(1.5, -1, 3);
    this.scene.add(sun);
    this.camera.up.set(0, 0, 1);
    this.controls = new OrbitControls(this.camera, canvas);
    this.controls.addEventListener("change", () => (this.dirty = true));
    new ResizeObserver(() => this.resize(canvas)).observe(canvas.parentElement!);
    const draw = () => {
      requestAnimationFrame(draw);
      if (!this.dirty) return;
      this.dirty = false;
      this.renderer.render(this.scene, this.camera);
    };
    draw();
  }

  /** Builds the shapes of a task and looks at it from its own camera. */
  load(description: SceneDescription): void {
    this.content.clear();
    this.path = undefined;
    this.bodies = Array.from({ length: description.bodies }, () => new THREE.Group());
    this.content.add(...this.bodies);
    for (const geom of description.geoms) {
      const mesh = shape(geom.shape, geom.size, geom.mesh >= 0 ? description.meshes[geom.mesh] : undefined);
      const [red, green, blue, opacity] = geom.colour;
      mesh.material = new THREE.MeshStandardMaterial({
        color: new THREE.Color().setRGB(red, green, blue, THREE.SRGBColorSpace), roughness: 0.7, opacity, transparent: opacity < 1,
      });
      mesh.position.fromArray(geom.position);
      mesh.quaternion.fromArray(geom.quaternion as [number, number, number, number]);
      this.bodies[geom.body].add(mesh);
    }
    this.ghosts = description.ghosts.map(({ object, halfExtent }) => {
      const mesh = new THREE.Mesh(
        new THREE.BoxGeometry(2 * halfExtent[0], 2 * halfExtent[1], 2 * halfExtent[2]),
        new THREE.MeshStandardMaterial({ color: "#e5262d", opacity: 0.4, transparent: true, depthWrite: false }),
      );
      this.content.add(mesh);
      return { object, mesh };
    });
    const { lookAt, distance, azimuth, elevation } = description.camera;
    const a = THREE.MathUtils.degToRad(azimuth), e = THREE.MathUtils.degToRad(elevation);
    this.controls.target.fromArray(lookAt);
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

  /** Where the camera looks from above: radians about the vertical. */
  get heading(): number {
    const forward = new THREE.Vector3().subVectors(this.controls.target, this.camera.position);
    return Math.atan2(forward.y, forward.x);
  }

  private resize(canvas: HTMLCanvasElement): void {
    const { clientWidth: width, clientHeight: height } = canvas.parentElement!;
    if (width === 0 || height === 0) return;
    this.renderer.setPixelRatio(Math.min(devicePixelRatio, 2));
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

// MuJoCo's primitives; round ones lie along z there and along y in three.js.
function shape(kind: string, [x, y, z]: number[], mesh?: { vertices: number[]; faces: number[] }): THREE.Mesh {
  let geometry: THREE.BufferGeometry;
  switch (kind) {
    case "plane": geometry = new THREE.PlaneGeometry(2 * (x || 20), 2 * (y || 20)); break;
    case "sphere": geometry = new THREE.SphereGeometry(x, 24, 16); break;
    case "capsule": geometry = new THREE.CapsuleGeometry(x, 2 * y, 8, 20).rotateX(Math.PI / 2); break;
    case "ellipsoid": geometry = new THREE.SphereGeometry(1, 24, 16).scale(x, y, z); break;
    case "cylinder": geometry = new THREE.CylinderGeometry(x, x, 2 * y, 28).rotateX(Math.PI / 2); break;
    case "mesh": {
      geometry = new THREE.BufferGeometry();
      geometry.setAttribute("position", new THREE.Float32BufferAttribute(mesh?.vertices ?? [], 3));
      geometry.setIndex(mesh?.faces ?? []);
      geometry = geometry.toNonIndexed();
      geometry.computeVertexNormals();
      break;
    }
    default: geometry = new THREE.BoxGeometry(2 * x, 2 * y, 2 * z);
  }
  return new THREE.Mesh(geometry);
}
