// What the server says, in the words of its JSON. All requests go to the server this page came from.

export interface Geom { shape: string; body: number; position: number[]; quaternion: number[]; size: number[]; colour: number[]; mesh: number }
export interface SceneDescription {
  bodies: number; geoms: Geom[]; meshes: { vertices: number[]; faces: number[] }[];
  ghosts: { object: number; halfExtent: number[] }[];
  camera: { lookAt: number[]; distance: number; azimuth: number; elevation: number };
}
export interface Entry { path: string; name: string }
export interface Curve extends Entry { points: { step: number; loss?: number; validation?: number; success?: number }[] }
export interface Result { name: string; success: number; low: number; high: number | null; trials: number }
/** A stage of a run. `done` of `total` units are counted while it is under way. */
export interface Stage { name: string; title: string; state: "waiting" | "running" | "silent" | "done" | "failed"; done: number; total: number; words: string }
/** `stamp` changes whenever the dataset does. */
export interface DatasetEntry extends Entry { stamp: string }
/** A file that could not be shown, and why. */
export interface Fault { path: string; error: string }
export interface Folder {
  folder: string; driven: boolean; datasets: DatasetEntry[]; results: Result[]; stages: Stage[]; curves: Curve[];
  faults: Fault[]; faultsInAll: number;
}
export interface Dataset {
  task: string; kind: string; operator: string; complete: boolean; attempts: number; controlPeriod: number;
  objects: string[]; subtasks: string[]; modes: string[]; reasonNames: string[]; reasons: Record<string, number>;
  attempt: number[]; steps: number[]; mistake: number[]; reason: number[]; source: number[];
  /** The subtask under way at the end of each episode; −1 where that is not known. */
  subtask: number[];
}
/** A dataset of the folder in numbers; `null` while a run adds to it. */
export interface DatasetRow extends Entry {
  task: string; kind: string; episodes: number | null; attempts: number | null; kept: number | null; steps: number | null; bytes: number; fault?: string;
}
export interface Coverage {
  objects: string[]; episodes: number[]; truth: number[][][]; belief: number[][][]; mistakes: (number[] | null)[]; of: number;
}
export type Runs = [mode: number, steps: number][];

/** One episode; every array is row-major, one row a step. Poses are x y z and (x, y, z, w). */
export interface Episode {
  steps: number; reason: string;
  bodies: Float32Array; eef: Float32Array; truth: Float32Array; belief: Float32Array; action: Float32Array; fingers: Float32Array;
  mode: Uint8Array; flags: Uint8Array; actionSize: number; objects: number;
}

async function get(path: string): Promise<Response> {
  const response = await fetch(path);
  if (!response.ok) {
    const body = await response.json().catch(() => ({ error: response.statusText }));
    throw new Error(body.error ?? response.statusText);
  }
  return response;
}

const json = async <T>(path: string): Promise<T> => (await get(path)).json() as Promise<T>;
const at = (path: string) => `path=${encodeURIComponent(path)}`;

export const folder = () => json<Folder>("api/folder");
export const dataset = (path: string) => json<Dataset>(`api/dataset?${at(path)}`);
export const scene = (path: string) => json<SceneDescription>(`api/scene?${at(path)}`);
export const datasets = () => json<DatasetRow[]>("api/datasets");
export const coverage = (path: string) => json<Coverage>(`api/coverage?${at(path)}`);
export const modes = (path: string, episodes: number[]) => json<Runs[]>(`api/modes?${at(path)}&episodes=${episodes.join()}`);

export async function episode(path: string, index: number): Promise<Episode> {
  const buffer = await (await get(`api/episode?${at(path)}&index=${index}`)).arrayBuffer();
  const length = new DataView(buffer).getInt32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const arrays: Record<string, Float32Array | Uint8Array> = {};
  const widths: Record<string, number> = {};
  let offset = 4 + length;
  for (const { name, width, bytes } of header.arrays as { name: string; width: number; bytes: number }[]) {
    const isBytes = name === "mode" || name === "subtask" || name === "flags";
    arrays[name] = isBytes ? new Uint8Array(buffer, offset, bytes) : new Float32Array(buffer, offset, bytes / 4);
    widths[name] = width;
    offset += bytes;
  }
  return { ...arrays, steps: header.steps, reason: header.reason, actionSize: widths.action, objects: widths.truth / 7 } as unknown as Episode;
}
