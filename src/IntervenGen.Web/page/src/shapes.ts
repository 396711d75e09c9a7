import * as THREE from "three";
import { mergeGeometries } from "three/addons/utils/BufferGeometryUtils.js";
import type { Geom, SceneDescription } from "./api";

/** Everything fixed to one body as at most two meshes, solid and see-through: each mesh is a draw call, and a robot has a hundred shapes. */
export function bodyMeshes(description: SceneDescription, body: number): THREE.Mesh[] {
  const own = description.geoms.filter((geom) => geom.body === body);
  return [own.filter((geom) => geom.colour[3] >= 1), own.filter((geom) => geom.colour[3] < 1)].filter((geoms) => geoms.length > 0).map((geoms) => {
    const isSolid = geoms[0].colour[3] >= 1;
    return new THREE.Mesh(
      mergeGeometries(geoms.map((geom) => painted(geom, description))),
      new THREE.MeshLambertMaterial({ vertexColors: true, transparent: !isSolid, depthWrite: isSolid }),
    );
  });
}

// In the body's frame, with its colour in every vertex.
function painted(geom: Geom, description: SceneDescription): THREE.BufferGeometry {
  const made = shape(geom.shape, geom.size, geom.mesh >= 0 ? description.meshes[geom.mesh] : undefined);
  const geometry = made.index ? made.toNonIndexed() : made;
  geometry.deleteAttribute("uv");
  geometry.applyQuaternion(new THREE.Quaternion().fromArray(geom.quaternion)).translate(geom.position[0], geom.position[1], geom.position[2]);
  const [red, green, blue, opacity] = geom.colour, colour = new THREE.Color().setRGB(red, green, blue, THREE.SRGBColorSpace);
  const count = geometry.getAttribute("position").count, colours = new Float32Array(4 * count);
  for (let i = 0; i < count; i++) colours.set([colour.r, colour.g, colour.b, opacity], 4 * i);
  return geometry.setAttribute("color", new THREE.BufferAttribute(colours, 4));
}

// MuJoCo's primitives; round ones lie along z there and along y in three.js.
function shape(kind: string, [x, y, z]: number[], mesh?: { vertices: number[]; faces: number[] }): THREE.BufferGeometry {
  switch (kind) {
    case "plane": return new THREE.PlaneGeometry(2 * (x || 20), 2 * (y || 20));
    case "sphere": return new THREE.SphereGeometry(x, 24, 16);
    case "capsule": return new THREE.CapsuleGeometry(x, 2 * y, 8, 20).rotateX(Math.PI / 2);
    case "ellipsoid": return new THREE.SphereGeometry(1, 24, 16).scale(x, y, z);
    case "cylinder": return new THREE.CylinderGeometry(x, x, 2 * y, 28).rotateX(Math.PI / 2);
    case "mesh": {
      const indexed = new THREE.BufferGeometry();
      indexed.setAttribute("position", new THREE.Float32BufferAttribute(mesh?.vertices ?? [], 3));
      indexed.setIndex(mesh?.faces ?? []);
      // A face has its own normal: edges of printed and moulded parts are sharp.
      const faces = indexed.toNonIndexed();
      faces.computeVertexNormals();
      return faces;
    }
    default: return new THREE.BoxGeometry(2 * x, 2 * y, 2 * z);
  }
}
