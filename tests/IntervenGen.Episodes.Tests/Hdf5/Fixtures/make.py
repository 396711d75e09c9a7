"""Writes the HDF5 files beside it: the same content in every layout that h5py chooses, and files that lead elsewhere.

Run with Debian's python3-h5py (HDF5 1.10):  /usr/bin/python3 make.py
Every number follows from its index, so that a test can tell what it must be: value(i) = (37 i mod 101) / 8 - 6.
"""
import h5py
import numpy as np


def values(*shape):
    count = int(np.prod(shape))
    return ((37 * np.arange(count)) % 101 / 8 - 6).reshape(shape)


def fill(file, newest):
    demos = file.create_group("data")
    for i in range(30):
        demo = demos.create_group(f"demo_{i}")
        demo.attrs["num_samples"] = i
        demo.attrs["model_file"] = "x" * (100 * i)
        demo.create_dataset("actions", data=values(3, 2) + i)
    many = file.create_group("many")
    for i in range(20):
        many.attrs[f"attribute {i}"] = f"value {i}"
    if newest:
        many.attrs["long"] = np.bytes_("y" * 70_000)
    file.attrs["fixed"] = np.bytes_("abc")
    file.attrs["text"] = "grüße"
    file.attrs["list"] = np.arange(3)
    numbers = file.create_group("numbers")
    for kind in ["<f2", "<f4", "<f8", ">f4", ">f8", "<i1", "<i2", ">i4", "<i8", "<u1", ">u2", "<u4", ">u8"]:
        name = kind.replace("<", "little ").replace(">", "big ")
        numbers.create_dataset(name, data=np.arange(12).reshape(3, 4).astype(kind))
    numbers.create_dataset("booleans", data=np.array([True, False, True]))
    numbers.create_dataset("one", data=3.25)
    numbers.create_dataset("none", data=np.zeros((0, 7)))
    chunked = file.create_group("chunked")
    data = values(17, 11, 3)
    chunked.create_dataset("plain", data=data, chunks=(5, 4, 3))
    chunked.create_dataset("gzip", data=data, chunks=(5, 4, 3), compression="gzip")
    chunked.create_dataset("all filters", data=data, chunks=(8, 11, 3), compression="gzip", shuffle=True, fletcher32=True)
    chunked.create_dataset("lzf", data=data, chunks=(8, 11, 3), compression="lzf", shuffle=True)
    chunked.create_dataset("one chunk", data=data, chunks=data.shape, compression="gzip")
    chunked.create_dataset("one plain chunk", data=data, chunks=data.shape)
    chunked.create_dataset("many chunks", data=values(1500), chunks=(1,), compression="gzip")
    chunked.create_dataset("grows both ways", data=data[:, :, 0], chunks=(5, 4), maxshape=(None, None))
    chunked.create_dataset("grows both ways, gzip", data=data[:, :, 0], chunks=(5, 4), maxshape=(None, None), compression="gzip")
    chunked.create_dataset("grows", data=data[:, :, 0], chunks=(5, 4), maxshape=(None, 11))
    hole = chunked.create_dataset("hole", (100,), chunks=(10,), fillvalue=7.5)
    hole[50:60] = 1
    chunked.create_dataset("unwritten", (10,), dtype="f8", fillvalue=2.0)
    compact = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    compact.set_layout(h5py.h5d.COMPACT)
    space = h5py.h5s.create_simple((5,))
    h5py.h5d.create(chunked.id, b"compact", h5py.h5t.NATIVE_DOUBLE, space, compact).write(h5py.h5s.ALL, h5py.h5s.ALL, values(5))
    mask = file.create_group("mask")
    mask.create_dataset("train", data=np.array([b"demo_1", b"demo_22"]))
    mask.create_dataset("texts", data=["a", "bb", "c" * 300], dtype=h5py.string_dtype())
    file["soft"] = h5py.SoftLink("/numbers/one")
    file["relative"] = h5py.SoftLink("numbers/one")
    file["circle"] = h5py.SoftLink("/circle")


for name, options in [("earliest", {"libver": "earliest"}), ("latest", {"libver": "latest"}), ("v108", {"libver": ("v108", "v108")}), ("userblock", {"userblock_size": 1024})]:
    with h5py.File(f"{name}.hdf5", "w", **options) as file:
        fill(file, name == "latest")

with h5py.File("elsewhere.hdf5", "w") as file:
    file["link"] = h5py.ExternalLink("/etc/passwd", "/foo")
    file.create_dataset("storage", shape=(10,), dtype="u1", external=[("/etc/passwd", 0, 10)])
    layout = h5py.VirtualLayout(shape=(4,), dtype="f8")
    layout[:] = h5py.VirtualSource("earliest.hdf5", "chunked/compact", shape=(4,))
    file.create_virtual_dataset("virtual", layout)
    file.create_dataset("claimed", (1 << 40,), dtype="u1", chunks=(1 << 20,))
    file.create_dataset("record", data=np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]))
    file.create_dataset("szip", data=values(256, 32), chunks=(64, 32), compression="szip") if h5py.h5z.filter_avail(h5py.h5z.FILTER_SZIP) else None
    file.create_dataset("scaled", data=np.arange(64), chunks=(64,), scaleoffset=8)
