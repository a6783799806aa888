import JSON

/// The fields that an operation selects from the values of one load, under the schema's names.
///
/// An upstream that can select fields, such as a GraphQL service, is asked for exactly these. The selection refers to the operation's plan and
/// is computed when it is read. It covers all positions of the response that share the load.
public struct LoadSelection: Sendable {
  let consumers: [WaveBatch.Consumer]
  let variables: VariableValues
  let access: AccessDecisions

  /// The selection for each object type that a value can have; empty when the values are leaves.
  public var objects: [ObjectSelection] {
    ObjectSelection.merged(
      consumers.flatMap { consumer in
        switch consumer.target {
        case .layer(let layer): [LayerOfObject(object: consumer.object, layer: layer)]
        case .load(let slot):
          LayerOfObject.values(of: consumer.object.field(consumer.object.loads[slot].field), part: consumer.object.loads[slot].part)
        }
      }, variables, access)
  }
}

/// The fields that are selected from objects of one type.
public struct ObjectSelection: Sendable {
  /// The object type, which is the type condition where the field's type is abstract.
  public let typeName: String
  fileprivate var layers: [LayerOfObject]
  fileprivate let variables: VariableValues
  fileprivate let access: AccessDecisions

  /// The fields to return, without those that other loaders provide. A response key can occur more than once where several positions of the
  /// response share the load.
  public var fields: [SelectedField] {
    layers.flatMap { layer in
      (layer.object.fields + layer.object.requirements).compactMap { field in
        guard case .value(let fieldLayer, let path, let isKey) = field.source, layer.contains(fieldLayer, isKey: isKey),
          field.isIncluded(variables), !access.refuses(field)
        else { return nil }
        return SelectedField(plan: field, path: path, variables: variables, access: access)
      }
    }
  }

  /// Where the operation reads keys for other loaders in the object. The upstream must return these, too.
  public var keyPaths: [JSONPath] {
    layers.flatMap { layer in
      let loads = (layer.object.fields + layer.object.requirements).flatMap { field in
        field.isIncluded(variables) && !access.refuses(field) ? field.loads.flatMap(\.inputs) : []
      }
      return (layer.object.fetches.flatMap(\.fetch.inputs) + loads).filter { layer.contains($0.layer, isKey: $0.isKey) }.map(\.path)
    }
  }

  fileprivate static func merged(_ layers: [LayerOfObject], _ variables: VariableValues, _ access: AccessDecisions) -> [ObjectSelection] {
    var merged: [ObjectSelection] = []
    for layer in layers {
      if let index = merged.firstIndex(where: { $0.typeName == layer.object.typeName }) {
        merged[index].layers.append(layer)
      } else {
        merged.append(ObjectSelection(typeName: layer.object.typeName, layers: [layer], variables: variables, access: access))
      }
    }
    return merged
  }
}

/// A field that is selected from an object.
public struct SelectedField: Sendable {
  fileprivate let plan: FieldPlan
  /// Where the executor reads the value in the object.
  public let path: JSONPath
  fileprivate let variables: VariableValues
  fileprivate let access: AccessDecisions

  public var name: String { plan.name }
  public var responseKey: String { plan.responseKey }
  /// The coerced arguments, under the names that the origin uses. Empty when they are invalid, which is an error of the field.
  public var arguments: JSONObject { (try? plan.arguments.values(variables).get()) ?? JSONObject() }
  /// The name of the field's type, without list and non-null wrappers.
  public var typeName: String { plan.definition.type.namedType.value }
  /// The selection for each object type that the value can have; empty for a leaf.
  public var objects: [ObjectSelection] { ObjectSelection.merged(LayerOfObject.values(of: plan), variables, access) }
}

/// One layer of the objects of a plan.
private struct LayerOfObject {
  let object: ObjectPlan
  let layer: Int

  /// The objects that a field holds, or a part of them.
  static func values(of field: FieldPlan, part: Int = 0) -> [LayerOfObject] {
    (field.selection?.variants ?? []).map { LayerOfObject(object: $0, layer: part) }
  }

  /// Whether a value of the given layer is read from this one. The reference layer also replaces layer 0, except for the key.
  func contains(_ other: Int, isKey: Bool) -> Bool { other == layer || (other == 0 && layer == object.referenceLayer && !isKey) }
}
