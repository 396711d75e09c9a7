namespace IntervenGen.Learning.TorchFiles;

/// <summary>Kinds of numbers in PyTorch's storages that can be read as weights.</summary>
internal enum StorageKind
{
    Float32 = 0,
    Float64 = 1,
    Float16 = 2,
    BFloat16 = 3,
    Int64 = 4,
    Int32 = 5,
    Int16 = 6,
    Int8 = 7,
    UInt8 = 8,
    Bool = 9,
}
