namespace IntervenGen.Learning.Onnx;

/// <summary>Finds weights that a model would have the runtime read from another file.</summary>
/// <remarks>A model from elsewhere names any path; none is opened.</remarks>
internal static class OnnxExternalData
{
    // Graphs within graphs, as a loop's body.
    private const int MaxDepth = 16;

    /// <summary>The first other file that a model names; null if it is whole.</summary>
    /// <param name="model">The model's bytes.</param>
    public static string? Find(ReadOnlySpan<byte> model)
    {
        var reader = new ProtoReader(model);
        while (reader.Read())
        {
            // ModelProto: graph, and functions with nodes of their own.
            string? found = reader.Field switch
            {
                7 => InGraph(reader.Bytes, 0),
                25 => InNodes(reader.Bytes, 7, 0),
                _ => null,
            };
            if (found is not null)
                return found;
        }

        return null;
    }

    private static string? InGraph(ReadOnlySpan<byte> graph, int depth)
    {
        if (depth > MaxDepth)
            return "?";
        var reader = new ProtoReader(graph);
        while (reader.Read())
        {
            string? found = reader.Field switch
            {
                5 => InTensor(reader.Bytes),
                15 => InSparse(reader.Bytes),
                _ => null,
            };
            if (found is not null)
                return found;
        }

        return InNodes(graph, 1, depth);
    }

    private static string? InNodes(ReadOnlySpan<byte> parent, int field, int depth)
    {
        var reader = new ProtoReader(parent);
        while (reader.Read())
        {
            if (reader.Field == field && InNode(reader.Bytes, depth) is { } found)
                return found;
        }

        return null;
    }

    private static string? InNode(ReadOnlySpan<byte> node, int depth)
    {
        var reader = new ProtoReader(node);
        while (reader.Read())
        {
            if (reader.Field == 5 && InAttribute(reader.Bytes, depth) is { } found)
                return found;
        }

        return null;
    }

    // AttributeProto: tensors, graphs and sparse tensors, one or several of each.
    private static string? InAttribute(ReadOnlySpan<byte> attribute, int depth)
    {
        var reader = new ProtoReader(attribute);
        while (reader.Read())
        {
            string? found = reader.Field switch
            {
                5 or 10 => InTensor(reader.Bytes),
                6 or 11 => InGraph(reader.Bytes, depth + 1),
                22 or 23 => InSparse(reader.Bytes),
                _ => null,
            };
            if (found is not null)
                return found;
        }

        return null;
    }

    private static string? InSparse(ReadOnlySpan<byte> sparse)
    {
        var reader = new ProtoReader(sparse);
        while (reader.Read())
        {
            if (reader.Field is 1 or 2 && InTensor(reader.Bytes) is { } found)
                return found;
        }

        return null;
    }

    private static string? InTensor(ReadOnlySpan<byte> tensor)
    {
        var reader = new ProtoReader(tensor);
        string? place = null;
        while (reader.Read())
        {
            if (reader.Field == 14 && reader.Integer != 0)
                place ??= "?";
            else if (reader.Field == 13)
                place = Location(reader.Bytes) ?? place;
        }

        return place;
    }

    private static string? Location(ReadOnlySpan<byte> entry)
    {
        string key = "", value = "";
        var reader = new ProtoReader(entry);
        while (reader.Read())
        {
            if (reader.Field == 1)
                key = reader.Text;
            else if (reader.Field == 2)
                value = reader.Text;
        }

        return key == "location" ? value : null;
    }
}
