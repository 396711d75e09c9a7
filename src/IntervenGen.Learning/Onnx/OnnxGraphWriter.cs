using System.Runtime.InteropServices;

namespace IntervenGen.Learning.Onnx;

/// <summary>Writes an ONNX model node by node.</summary>
/// <remarks>Field numbers are those of <c>onnx.proto</c>. Operators are those of set 14, which reads [T, B, D] in LSTM.</remarks>
internal sealed class OnnxGraphWriter
{
    private const int IrVersion = 7, OperatorSet = 14, FloatType = 1, Int64Type = 7, IntegerAttribute = 2;

    private readonly List<ProtoWriter> _nodes = [];
    private readonly List<ProtoWriter> _constants = [];
    private readonly List<ProtoWriter> _inputs = [];
    private readonly List<ProtoWriter> _outputs = [];
    private readonly List<ProtoWriter> _properties = [];

    /// <summary>Adds a node.</summary>
    /// <param name="operation">Its operator.</param>
    /// <param name="inputs">Names of its inputs; an empty one is left out.</param>
    /// <param name="outputs">Names of its outputs.</param>
    /// <param name="attributes">Its integer attributes.</param>
    public void Node(string operation, string[] inputs, string[] outputs, params (string Name, long Value)[] attributes)
    {
        var node = new ProtoWriter();
        foreach (string input in inputs)
            node.Text(1, input);
        foreach (string output in outputs)
            node.Text(2, output);
        node.Text(3, $"{operation}_{_nodes.Count}").Text(4, operation);
        foreach ((string name, long value) in attributes)
            node.Message(5, new ProtoWriter().Text(1, name).Integer(3, value).Integer(20, IntegerAttribute));
        _nodes.Add(node);
    }

    /// <summary>Adds a constant of single precision.</summary>
    /// <returns>Its name.</returns>
    public string Constant(string name, ReadOnlySpan<float> values, params long[] shape) =>
        Constant(name, FloatType, MemoryMarshal.AsBytes(values), shape);

    /// <summary>Adds a list of integers.</summary>
    /// <returns>Its name.</returns>
    public string Integers(string name, params long[] values) =>
        Constant(name, Int64Type, MemoryMarshal.AsBytes(values.AsSpan()), values.Length);

    /// <summary>Adds an input of single precision.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its sizes; one that is a name may differ from call to call.</param>
    public void Input(string name, params object[] shape) => _inputs.Add(Value(name, shape));

    /// <summary>Adds an output of single precision.</summary>
    /// <inheritdoc cref="Input"/>
    public void Output(string name, params object[] shape) => _outputs.Add(Value(name, shape));

    /// <summary>Adds a property that a reader may ask for.</summary>
    public void Property(string key, string value) => _properties.Add(new ProtoWriter().Text(1, key).Text(2, value));

    /// <summary>The whole model.</summary>
    /// <param name="name">Name of the graph.</param>
    /// <param name="version">Version of the program.</param>
    public byte[] ToBytes(string name, string version)
    {
        var graph = new ProtoWriter();
        _nodes.ForEach(node => graph.Message(1, node));
        graph.Text(2, name);
        _constants.ForEach(constant => graph.Message(5, constant));
        _inputs.ForEach(input => graph.Message(11, input));
        _outputs.ForEach(output => graph.Message(12, output));
        ProtoWriter model = new ProtoWriter().Integer(1, IrVersion).Text(2, "IntervenGen").Text(3, version).Message(7, graph)
            .Message(8, new ProtoWriter().Text(1, "").Integer(2, OperatorSet));
        _properties.ForEach(property => model.Message(14, property));
        return model.ToBytes();
    }

    private string Constant(string name, int type, ReadOnlySpan<byte> bytes, params long[] shape)
    {
        var tensor = new ProtoWriter();
        foreach (long size in shape)
            tensor.Integer(1, size);
        _constants.Add(tensor.Integer(2, type).Text(8, name).Bytes(9, bytes));
        return name;
    }

    private static ProtoWriter Value(string name, object[] shape)
    {
        var sizes = new ProtoWriter();
        foreach (object size in shape)
            sizes.Message(1, size is string free ? new ProtoWriter().Text(2, free) : new ProtoWriter().Integer(1, (int)size));
        return new ProtoWriter().Text(1, name)
            .Message(2, new ProtoWriter().Message(1, new ProtoWriter().Integer(1, FloatType).Message(2, sizes)));
    }
}
