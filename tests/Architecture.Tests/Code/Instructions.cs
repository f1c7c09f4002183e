using System.Reflection.Emit;
using System.Reflection.Metadata;

namespace EventCluster.Architecture.Tests.Code;

/// <summary>Walks over the instructions of a method body.</summary>
internal static class Instructions
{
    private const byte TwoByteMark = 0xFE;

    private static readonly Dictionary<ushort, OpCode> Codes = typeof(OpCodes).GetFields()
        .Select(field => field.GetValue(null)).OfType<OpCode>().ToDictionary(code => unchecked((ushort)code.Value));

    /// <summary>The metadata tokens of types, methods and fields, in order.</summary>
    internal static IEnumerable<int> Tokens(BlobReader code)
    {
        List<int> tokens = [];
        while (code.RemainingBytes > 0)
        {
            var first = code.ReadByte();
            var instruction = Codes[first == TwoByteMark ? (ushort)((TwoByteMark << 8) | code.ReadByte()) : first];
            if (instruction.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
            {
                tokens.Add(code.ReadInt32());
            }
            else
            {
                code.Offset += OperandSize(instruction.OperandType, code);
            }
        }

        return tokens;
    }

    private static int OperandSize(OperandType type, BlobReader code) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * code.ReadInt32()),
        _ => 4,
    };
}
